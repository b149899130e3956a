# setup.sh - what ./run and ./check share: installing what is missing and building.
#
# Sourced, with $top naming the source tree. Messages go to standard error, so that what gradus
# prints can be piped. A package list that was found complete is remembered in build/, so that a
# second run asks nobody.

# What the program needs: package, how to see that it is there, and what it is for.
packages='
gcc                     command gcc                 the C compiler
libc6-dev               file /usr/include/stdio.h   the C library
meson                   command meson               the build system
ninja-build             command ninja               runs the build
pkg-config              command pkg-config          finds libraries
python3                 command python3             generates the operators'"'"' C functions
libglib2.0-dev          pkg glib-2.0                objects, files, command-line options
libjson-glib-dev        pkg json-glib-1.0           project files
libgdk-pixbuf-2.0-dev   pkg gdk-pixbuf-2.0          reads PNG and JPEG
libgtk-4-dev            pkg gtk4                    the window
libadwaita-1-dev        pkg libadwaita-1            the window, in GNOME'"'"'s style
adwaita-icon-theme      file /usr/share/icons/Adwaita/index.theme  the window'"'"'s icons
librsvg2-common         file /usr/share/doc/librsvg2-common        draws them
gettext                 command msgfmt              translations
libopenblas-dev         pkg openblas                matrix products
zlib1g-dev              pkg zlib                    reads gzipped data sets
dataset-fashion-mnist   dataset fashion-mnist       the images that the examples train on
'

say () {
  printf '%s\n' "$*" >&2
}

die () {
  say "$*"
  exit 1
}

# is_there KIND NAME: whether what a package is for can be found, whoever put it there.
is_there () {
  case $1 in
    command) command -v "$2" >/dev/null ;;
    file)    [ -e "$2" ] ;;
    pkg)     command -v pkg-config >/dev/null && pkg-config --exists "$2" ;;
    dataset) [ -d "/usr/share/datasets/$2" ] || [ -d "${XDG_DATA_HOME:-${HOME:-}/.local/share}/gradus/datasets/$2" ] ;;
  esac
}

# install_missing STAMP: installs what of $packages is missing, with apt-get, having said what and why.
install_missing () {
  local stamp=$1 package kind what why names='' as_root=''
  [ -e "$stamp" ] && [ "$(<"$stamp")" = "$packages" ] && return

  while read -r package kind what why; do
    [ -n "$package" ] || continue
    is_there "$kind" "$what" && continue
    [ -n "$names" ] || say 'Gradus needs these packages, which are missing:'
    say "$(printf '  %-24s%s' "$package" "$why")"
    names="$names $package"
  done <<<"$packages"

  if [ -n "$names" ]; then
    command -v apt-get >/dev/null \
      || die 'This system has no apt-get: install them (or what they are called here) and start again.'
    if [ "$(id -u)" != 0 ]; then
      command -v sudo >/dev/null || die "Install them as root and start again:  apt-get install$names"
      as_root='sudo'
    fi
    say "Installing them: ${as_root:+$as_root }apt-get install --no-install-recommends$names"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >&2 \
      || say 'The package lists could not be brought up to date; trying with those that are here.'
    $as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get install -q -y --no-install-recommends $names >&2 \
      || die 'Some packages could not be installed; see above.'
  fi
  { mkdir -p "${stamp%/*}" && printf '%s' "$packages" >"$stamp"; } 2>/dev/null \
    || die "Gradus could not be built: nothing can be written in ${stamp%/*}."
}

# build FOLDER TARGETS OPTION...: configures FOLDER with meson where it is not, and builds it.
build () {
  local folder=$1 targets=$2 log=$1.log
  shift 2
  if [ ! -e "$folder/build.ninja" ]; then
    say "Configuring ${folder##*/}"
    { : >"$log"; } 2>/dev/null || die "Gradus could not be built: nothing can be written in ${folder%/*}."
    meson setup "$@" "$folder" "$top" >"$log" 2>&1 \
      || { cat "$log" >&2; rm -f "$top"/build/packages-*; die "Gradus could not be configured; see above."; }
    mkdir -p "$folder"
    mv "$log" "$folder/setup.log"
  elif ninja -C "$folder" -n $targets 2>/dev/null | grep -q 'no work to do'; then
    return
  fi
  log=$folder/build.log
  { : >"$log"; } 2>/dev/null || die "Gradus could not be built: nothing can be written in $folder."
  say "Building ${folder##*/}"
  if [ -t 2 ]; then
    ninja -C "$folder" $targets >&2
  else
    ninja -C "$folder" $targets >"$log" 2>&1 || { cat "$log" >&2; false; }
  fi || { rm -f "$top"/build/packages-*; die 'Gradus could not be built; see above.'; }
}
