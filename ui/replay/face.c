/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ui/replay/face.h"

#include <string.h>

const struct replay_face *replay_face_of(const struct replay *s)
{
	static const struct replay_face *const all[] = {&replay_face_xenpt, &replay_face_p2m};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (!strcmp(all[i]->kind, replay_kind_name(s)))
			return all[i];
	return NULL;
}
