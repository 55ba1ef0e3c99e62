# SPDX-License-Identifier: GPL-2.0-or-later
# Lessons for `ptview learn`: share/ptview/lessons once installed.
LESSONS = \
	lessons/01-indices.lesson \
	lessons/02-kinds.lesson \
	lessons/03-alignment.lesson \
	lessons/04-attributes.lesson
nobase_dist_pkgdata_DATA += $(LESSONS)
