// SPDX-License-Identifier: MIT
/* Mistake: when the device refuses the transfer, the pages stay pinned for ever. */
#include <linux/mm.h>
#include <linux/slab.h>

int leaky_error_transfer(unsigned long start, int nr_pages)
{
	struct page **pages;
	int pinned, err;

	pages = kcalloc(nr_pages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;

	pinned = pin_user_pages_fast(start, nr_pages, FOLL_WRITE, pages);
	if (pinned < 0) {
		err = pinned;
		goto free;
	}

	err = sample_device_transfer(pages, pinned);
	if (err)
		goto free;

	unpin_user_pages_dirty_lock(pages, pinned, true);
free:
	kfree(pages);
	return err;
}
