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
	lessons/17-oops.lesson
nobase_dist_pkgdata_DATA += $(LESSONS)
