// SPDX-License-Identifier: MIT
/* Mistakes: pages of pin_user_pages_fast() are given back with put_page(), and not marked dirty. */
#include <linux/mm.h>

int wrong_release_dma(unsigned long start, int nr_pages, struct page **pages)
{
	int pinned, i;

	pinned = pin_user_pages_fast(start, nr_pages, FOLL_WRITE, pages);
	if (pinned <= 0)
		return pinned ? pinned : -EFAULT;

	sample_device_transfer(pages, pinned);

	for (i = 0; i < pinned; i++)
		put_page(pages[i]);
	return 0;
}
