// SPDX-License-Identifier: MIT
/* In 5.11 get_user_pages_remote() still takes an array of VMAs. Correct. */
#include <linux/mm.h>
#include <linux/sched/mm.h>

int remote_word_page(struct mm_struct *mm, unsigned long address, struct page **page)
{
	struct vm_area_struct *vma;
	int locked = 1;
	long ret;

	mmap_read_lock(mm);
	ret = get_user_pages_remote(mm, address, 1, FOLL_FORCE, page, &vma, &locked);
	if (locked)
		mmap_read_unlock(mm);
	return ret == 1 ? 0 : -EFAULT;
}

void remote_word_put(struct page *page)
{
	put_page(page);
}
