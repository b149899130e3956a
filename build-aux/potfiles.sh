#!/usr/bin/env bash
# Writes po/POTFILES.in, every file with strings for people in it, and po/descriptors.h.
cd "$(dirname "$0")/.." || exit
build-aux/descriptor-texts.py datasets >po/descriptors.h
{
  grep -rlE '\b(N?_|C_|ngettext|g_dn?gettext) \(' src --include='*.[ch]'
  grep -rl 'translatable="yes"' data --include='*.ui'
  ls data/*.desktop.in data/*.metainfo.xml.in po/descriptors.h
} | LC_ALL=C sort >po/POTFILES.in
