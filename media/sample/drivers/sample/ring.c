// SPDX-License-Identifier: MIT
/*
 * A made-up device that fills a ring of user pages: the sample of GUP Review's walkthrough. It is
 * held in memory, so change it as you like.
 */
#include <linux/mm.h>
#include <linux/slab.h>

struct ring {
	struct page **pages;
	int nr_pages;
};

int ring_map(struct ring *ring, unsigned long start, int nr_pages)
{
	int pinned, err;

	ring->pages = kvmalloc_array(nr_pages, sizeof(*ring->pages), GFP_KERNEL);
	if (!ring->pages)
		return -ENOMEM;

	pinned = pin_user_pages_fast(start, nr_pages, FOLL_WRITE | FOLL_LONGTERM,
				     ring->pages);
	if (pinned < 0) {
		err = pinned;
		goto free;
	}
	if (pinned < nr_pages) {
		err = -EFAULT;
		goto free;
	}

	ring->nr_pages = nr_pages;
	return 0;

free:
	kvfree(ring->pages);
	return err;
}

void ring_unmap(struct ring *ring)
{
	unpin_user_pages_dirty_lock(ring->pages, ring->nr_pages, true);
	kvfree(ring->pages);
}
