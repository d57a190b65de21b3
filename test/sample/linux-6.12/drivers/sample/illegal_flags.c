// SPDX-License-Identifier: MIT
/* Mistake: FOLL_PIN is mm/gup.c's own flag; a caller says pin_user_pages() instead. */
#include <linux/mm.h>

int illegal_flags_once(unsigned long start, struct page **pages)
{
	int ret;

	ret = get_user_pages_fast(start, 1, FOLL_WRITE | FOLL_PIN, pages);
	if (ret == 1)
		put_page(pages[0]);
	return ret;
}
