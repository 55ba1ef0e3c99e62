#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Pack the recorded cases: the same files give the same archive.
# usage: pack.sh DIR   (DIR holds FORMAT.md, BEHAVIOUR.md and a folder per dialect) > vectors.tar.xz
set -eu
export LC_ALL=C
cd "$1"
tar --format=ustar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner \
	--mode='u=rw,go=r,a+X' -cf - BEHAVIOUR.md FORMAT.md 4.17 4k master rfc |
	xz -9e --threads=1 --check=crc64 -c
