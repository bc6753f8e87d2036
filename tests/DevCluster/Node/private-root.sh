#!/bin/sh
# Builds a container's private root and becomes its process. Runs as root (of the machine, or of a user namespace) in
# mount, PID, IPC and UTS namespaces of its own; the network is the machine's.
#
#   private-root.sh STATE COMMAND [ARG...]
#
# STATE is a directory: STATE/root becomes the root, STATE/mounts lists "ro|rw<TAB>dir|file<TAB>source<TAB>target" lines,
# STATE/settings sets the variables used below, STATE/error takes the reason when the container could not be started.
# The environment is the container's; only PATH is set aside meanwhile.
set -eu
umask 022
state=$1
shift
container_path=$PATH
PATH=/usr/sbin:/usr/bin:/sbin:/bin
exec 9>"$state/error"
fail() { echo "$1" >&9; trap - EXIT; exit 128; }
trap 'echo "the private root could not be built" >&9; exit 128' EXIT
. "$state/settings"
root=$state/root

mount -t tmpfs -o mode=0755,size=256m,nosuid,nodev tmpfs "$root"

# A bind inherits flags that a user namespace may not clear, and a read-only remount has to repeat them.
bind() { # mode kind source target
    case $2 in
    dir) mkdir -p "$root$4" ;;
    file) mkdir -p "$(dirname "$root$4")"; test -e "$root$4" || : >"$root$4" ;;
    esac
    mount --rbind "$3" "$root$4" || fail "cannot mount $4"
    test "$1" = rw || mount -o remount,bind,ro,nosuid,nodev "$root$4" 2>/dev/null ||
        mount -o remount,bind,ro,nosuid,nodev,noexec "$root$4" || fail "cannot make $4 read-only"
}

for directory in bin sbin lib lib32 lib64 usr; do
    if [ -L "/$directory" ]; then cp -P "/$directory" "$root/$directory"
    elif [ -d "/$directory" ]; then bind ro dir "/$directory" "/$directory"; fi
done

mkdir -p "$root/etc" "$root/dev/shm" "$root/proc" "$root/tmp" "$root/var/tmp" "$root/run" "$root/.machine"
chmod 1777 "$root/tmp" "$root/var/tmp"
for file in hosts resolv.conf nsswitch.conf ld.so.cache localtime; do
    test ! -f "/etc/$file" || cp -L "/etc/$file" "$root/etc/$file"
done
for directory in ssl/certs pki/tls/certs pki/ca-trust alternatives; do
    test ! -d "/etc/$directory" || bind ro dir "/etc/$directory" "/etc/$directory"
done
echo "root:x:0:0:root:/root:/bin/sh" >"$root/etc/passwd"
test "$uid" = 0 || echo "container:x:$uid:$gid::/:/bin/sh" >>"$root/etc/passwd"
echo "root:x:0:" >"$root/etc/group"
test "$gid" = 0 || echo "container:x:$gid:" >>"$root/etc/group"

for device in null zero full random urandom; do bind rw file "/dev/$device" "/dev/$device"; done
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"
mount -t tmpfs -o mode=1777,size=64m,nosuid,nodev tmpfs "$root/dev/shm"
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
hostname "$hostname"
echo "127.0.0.1 $hostname" >>"$root/etc/hosts"

tab=$(printf '\t')
while IFS=$tab read -r mode kind source target; do bind "$mode" "$kind" "$source" "$target"; done <"$state/mounts"
test -z "$workdir" || test -d "$root$workdir" || mkdir -p "$root$workdir"
test "$read_only" = 0 || mount -o remount,bind,ro,nosuid,nodev "$root"

cd "$root"
pivot_root . .machine
umount -l /.machine
cd "${workdir:-/}" || fail "cannot change to working directory \"$workdir\""

PATH=$container_path
command -v "$1" >/dev/null || fail "exec: \"$1\": executable file not found in \$PATH"
if [ "$own_user_namespace" = 1 ]; then
    set -- /usr/bin/unshare --user "--map-user=$uid" "--map-group=$gid" -- /usr/bin/setpriv $privileges --pdeathsig KILL -- "$@"
else
    set -- /usr/bin/setpriv --reuid "$uid" --regid "$gid" $groups $privileges --pdeathsig KILL -- "$@"
fi
trap - EXIT
exec "$@" 9>&-
