# SPDX-License-Identifier: GPL-2.0-or-later
# Lessons for `ptview learn`: share/ptview/lessons once installed.
LESSONS = \
	lessons/01-indices.lesson \
	lessons/02-kinds.lesson \
	lessons/03-alignment.lesson \
	lessons/04-attributes.lesson \
	lessons/05-permissions.lesson \
	lessons/06-start-level.lesson \
	lessons/07-concatenated.lesson \
	lessons/08-stage2.lesson \
	lessons/09-both-stages.lesson \
	lessons/10-contiguous.lesson \
	lessons/11-break-before-make.lesson \
	lessons/12-access-flag.lesson \
	lessons/13-granules.lesson \
	lessons/14-raspberry-pi-4.lesson \
	lessons/15-xen-order.lesson \
	lessons/16-p2m-order.lesson \
	lessons/17-oops.lesson \
	lessons/18-guest-right.lesson \
	lessons/19-guest-block.lesson \
	lessons/20-guest-access-flag.lesson \
	lessons/21-guest-mmio.lesson \
	lessons/22-guest-wxn.lesson \
	lessons/23-guest-concat.lesson \
	lessons/24-guest-start-level.lesson \
	lessons/25-guest-vhe.lesson \
	lessons/26-guest-16k.lesson \
	lessons/27-guest-arm32.lesson \
	lessons/28-guest-arm32-mair.lesson
nobase_dist_pkgdata_DATA += $(LESSONS)
