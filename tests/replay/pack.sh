#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Pack the recorded cases: the same files give the same archive.
# usage: pack.sh DIR > vectors.tar.xz       DIR holds FORMAT.md, BEHAVIOUR.md and a folder per dialect
#        pack.sh DIR > vectors-p2m.tar.xz   of stage 2: FORMAT-p2m.md, NOTES-p2m.md, and the same
set -eu
export LC_ALL=C
cd "$1"
tar --format=ustar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner \
	--mode='u=rw,go=r,a+X' -cf - -- *.md [4mr]* |
	xz -9e --threads=1 --check=crc64 -c
