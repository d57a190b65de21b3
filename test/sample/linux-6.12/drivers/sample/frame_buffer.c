// SPDX-License-Identifier: MIT
/* A capture device that keeps user memory pinned for as long as its buffer lives. Correct. */
#include <linux/mm.h>
#include <linux/slab.h>

struct frame_buffer {
	struct page **pages;
	unsigned int nr_pages;
};

int frame_buffer_map(struct frame_buffer *fb, unsigned long start, unsigned int nr_pages)
{
	int pinned;

	fb->pages = kvmalloc_array(nr_pages, sizeof(*fb->pages), GFP_KERNEL);
	if (!fb->pages)
		return -ENOMEM;

	pinned = pin_user_pages_fast(start, nr_pages, FOLL_WRITE | FOLL_LONGTERM, fb->pages);
	if (pinned < 0) {
		kvfree(fb->pages);
		return pinned;
	}
	if (pinned < nr_pages) {
		unpin_user_pages(fb->pages, pinned);
		kvfree(fb->pages);
		return -EFAULT;
	}

	fb->nr_pages = nr_pages;
	return 0;
}

void frame_buffer_unmap(struct frame_buffer *fb)
{
	unpin_user_pages_dirty_lock(fb->pages, fb->nr_pages, true);
	kvfree(fb->pages);
}
