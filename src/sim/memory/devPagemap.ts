import type { Machine } from '../machine';
import { PG_P2PDMA } from './pageFlags';

/**
 * get_dev_pagemap(): may pages of device memory (ZONE_DEVICE behind devmap entries) be taken? Not once their driver is on
 * its way out (memunmap_pages() kills the pagemap first, then waits for who still holds pages).
 */
export const getDevPagemap = (m: Machine): boolean => m.world.devPagemap !== 'gone';

/** is_pci_p2pdma_page(): memory on a PCI device, which other devices may reach directly. */
export const isPciP2pdmaPage = (m: Machine, folio: number): boolean =>
  m.frames.test(folio, PG_P2PDMA);
