/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The keys of the terminal interface for ptview(1), out of the table that the interface obeys. */
#include <stdio.h>

#include "ui/kit/keys.h"

int main(void)
{
	keys_write_mdoc(stdout);
	return ferror(stdout) || fflush(stdout);
}
