// SPDX-License-Identifier: MIT
/* Reads one word of a user's page through its kernel mapping. Correct. */
#include <linux/highmem.h>
#include <linux/mm.h>

int peek_user_word(unsigned long address, u32 *word)
{
	struct page *page;
	void *kaddr;
	int ret;

	ret = get_user_pages_fast(address, 1, 0, &page);
	if (ret < 0)
		return ret;
	if (ret != 1)
		return -EFAULT;

	kaddr = kmap_local_page(page);
	*word = *(u32 *)(kaddr + offset_in_page(address & ~3UL));
	kunmap_local(kaddr);
	put_page(page);
	return 0;
}
