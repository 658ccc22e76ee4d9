#!/bin/sh
# Makes the Python environment of the autograder and prints the path of its python; says the rest on stderr.
#
#   setup.sh               what grading needs: requirements.lock, and torch where a build for the CPU can be had:
#                          requirements-torch.lock
#   setup.sh --torch       where there was no such build, look for one again
#   setup.sh --tensorflow  and TensorFlow, which its notebook needs: requirements-tensorflow.lock, where it can be had
#   setup.sh --class       and what regrading a class needs: requirements-class.lock
#   setup.sh --test        and what the project's own tests need: requirements-test.lock, and all of the above
#
# Where all is in place it only prints, so that whoever needs the environment calls it. Root's environment is below
# /opt, where a worker with a user id of its own can read it; anybody else's is .venv in the checkout. AUTOGRADER_VENV
# names another place. Gradescope runs this as root when it builds the image.
set -eu
umask 022

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }
hash_of() { { sha256sum 2>/dev/null || shasum -a 256; } <"$1" | cut -c 1-12; }

# Gradescope keeps a copy of this file away from the project.
project=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
[ -f "$project/requirements.lock" ] || project=${AUTOGRADER_ROOT:-/autograder}/source
[ -f "$project/requirements.lock" ] || fail "the autograder's files are neither beside this script nor in $project."

test=no torch=yes class=no tensorflow=no
for option in "$@"; do
    case $option in
        --torch) torch=retry ;;
        --class) class=yes ;;
        --tensorflow) tensorflow=retry ;;
        --test) test=yes class=yes; [ $tensorflow = retry ] || tensorflow=yes ;;
        *) fail "unknown option $option: there are --torch, --tensorflow, --class and --test." ;;
    esac
done

lock=$(hash_of "$project/requirements.lock")
torch_lock=$(hash_of "$project/requirements-torch.lock")
[ $class = no ] || class_lock=$(hash_of "$project/requirements-class.lock")
[ $tensorflow = no ] || tensorflow_lock=$(hash_of "$project/requirements-tensorflow.lock")
[ $test = no ] || test_lock=$(hash_of "$project/requirements-test.lock")
if [ "$(id -u)" -eq 0 ]; then default=/opt/a2-autograder/$lock; else default=$project/.venv; fi
case ${AUTOGRADER_VENV:-} in
    '') environment=$default ;;
    /*) environment=$AUTOGRADER_VENV ;;
    *) environment=$PWD/$AUTOGRADER_VENV ;;
esac
python=$environment/bin/python

# A part is complete when its stamp says for which version of it.
stamped() { [ -x "$python" ] && [ "$(cat "$environment/.stamp-$1" 2>/dev/null)" = "$2" ]; }
stamp() { printf '%s\n' "$2" >"$environment/.stamp-$1"; }

# Whether a part that cannot be had everywhere needs no more: $1 is its name, $2 says if it is wanted, $3 is its version.
settled() {
    [ "$2" = no ] || stamped "$1" "$3" || { [ "$2" = yes ] && stamped "$1" "no $3"; }
}
torch_settled() { settled torch $torch "$torch_lock"; }
tensorflow_settled() { settled tensorflow $tensorflow "${tensorflow_lock:-}"; }

# An upgrade of the system's Python leaves an environment behind that cannot find its packages.
base_version() { printf '%s %s\n' "$lock" "$(readlink -f "$python" 2>/dev/null)"; }

complete() {
    stamped base "$(base_version)" && { [ $class = no ] || stamped class "$class_lock"; } &&
        { [ $test = no ] || stamped test "$test_lock"; } && torch_settled && tensorflow_settled
}

# Whether $1 is a Python to build on; for root also whether every user can read it.
usable() {
    "$1" -I -c '
import sys
assert sys.version_info >= (3, 10)
import ensurepip, os, pathlib, venv
for file in (sys.executable, os.__file__) if os.geteuid() == 0 else ():
    assert all(folder.stat().st_mode & 0o5 == 0o5 for folder in pathlib.Path(file).resolve().parents)
' >/dev/null 2>&1
}

find_python() {
    on_path='python3 python3.14 python3.13 python3.12 python3.11 python3.10 python3.15'
    system=$(printf '/usr/bin/%s ' $on_path)
    if [ "$(id -u)" -eq 0 ]; then set -- $system $on_path; else set -- $on_path $system; fi
    for candidate in "$@"; do
        if usable "$candidate"; then printf '%s\n' "$candidate"; return; fi
    done
    return 1
}

install_system_python() {
    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return 0
    say "installing Python with apt-get."
    bundle=/etc/ssl/certs/ca-certificates.crt
    dpkg -s ca-certificates >/dev/null 2>&1 || cp "$bundle" "$scratch/bundle" 2>/dev/null || :
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update && apt-get install -y --no-install-recommends python3 python3-venv; } >"$scratch/apt" 2>&1 ||
        tail -n 5 "$scratch/apt" >&2
    # Python brings the distribution's certificates, in the place of what somebody put there by hand: keep both.
    [ ! -f "$scratch/bundle" ] || cat "$scratch/bundle" >>"$bundle"
}

pip_install() {
    "$python" -I -m pip install -qq --no-input --disable-pip-version-check --only-binary :all: "$@" >&2
}

# What a lock names, by the hashes there; $1 is the lock.
install_lock() {
    lock_file=$project/$1
    shift
    pip_install --require-hashes -r "$lock_file" "$@"
}

make_base() {
    base=$(find_python) || { install_system_python; base=$(find_python); } ||
        fail "Python 3.10 or newer with its venv module is needed (on Debian and Ubuntu: python3 and python3-venv)."
    if [ -n "$(ls -A "$environment" 2>/dev/null)" ] && [ ! -f "$environment/.stamp-base" ]; then
        fail "$environment was not made by this script, which leaves it alone: move it or set AUTOGRADER_VENV."
    fi
    # At its default place an environment may be replaced; any other may serve another version of the project.
    case "$environment $(cat "$environment/.stamp-base" 2>/dev/null)" in
        "$default "* | *" $lock "* | *" unfinished" | "$environment ") ;;
        *) fail "$environment serves another requirements.lock: remove it, or name another place in AUTOGRADER_VENV." ;;
    esac
    say "making the environment in $environment, once."
    # The stamp comes first of all, to say whose this is; what it is complete for comes last.
    rm -rf "$environment" && mkdir -p "$environment" && stamp base unfinished || fail "cannot write to $environment."
    "$base" -I -m venv "$environment" >&2 || fail "cannot make a virtual environment in $environment."
    install_lock requirements.lock || fail "cannot install requirements.lock, see above."
    "$python" -I -c 'import click, gradescope_utils, ipykernel, matplotlib, nbconvert, nh3, numpy, rich' || fail "the installed packages cannot be imported."
    # Grading never writes beside the source, so it is compiled here, once.
    "$python" -I -m compileall -q --invalidation-mode checked-hash "$project/autograder" "$project/graders" >&2 ||
        say "cannot compile the autograder in $project: it works, but starts slower."
    (cd "$project" && "$python" -s -B -m autograder.isolation.module_archive) ||
        say "cannot write $environment/worker-modules: workers work, but start slower."
    stamp base "$(base_version)"
}

make_class() {
    say "installing what regrading a class needs."
    install_lock requirements-class.lock || fail "cannot install requirements-class.lock, see above."
    stamp class "$class_lock"
}

make_test() {
    say "installing what the tests need."
    install_lock requirements-test.lock || fail "cannot install requirements-test.lock, see above."
    stamp test "$test_lock"
}

# Builds for the CPU have a version of their own, without a hash in the lock, but for macOS, where there are no others.
# A dry run of pip could tell a build by what it depends on, but downloads all of that, gigabytes, from a registry that
# keeps no metadata apart.
cpu_torch() {
    torch_pin=$(sed -n 's/^\(torch==[^ ]*\).*/\1/p' "$project/requirements-torch.lock")
    [ "$(uname)" = Darwin ] || pip_install --no-deps "$torch_pin+cpu" 2>/dev/null || uv_torch "$torch_pin"
}

# uv knows where builds for the CPU are; it is used from a folder that is removed afterwards.
uv_torch() {
    install_lock requirements-uv.lock --target "$scratch/uv" &&
        "$scratch/uv/bin/uv" pip install --no-cache --no-deps --python "$python" --torch-backend cpu "$1" >/dev/null 2>&1
}

make_torch() {
    say "looking for a build of torch for the CPU."
    if cpu_torch && install_lock requirements-torch.lock && "$python" -I -c 'import torch'; then
        stamp torch "$torch_lock"
    else
        say "there is none here: PyTorch notebooks cannot be graded, nor fixtures made, and tests that need it are skipped."
        stamp torch "no $torch_lock"
    fi
}

make_tensorflow() {
    say "installing TensorFlow."
    if install_lock requirements-tensorflow.lock && "$python" -I -c 'import tensorflow' 2>/dev/null; then
        stamp tensorflow "$tensorflow_lock"
    else
        say "there is none here: the TensorFlow notebook cannot be run, and tests that need it are skipped."
        stamp tensorflow "no $tensorflow_lock"
    fi
}

if ! complete; then
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    mkdir -p "$(dirname "$environment")" || fail "cannot make the folder of $environment."
    exec 9<"$(dirname "$environment")"
    if command -v flock >/dev/null; then flock 9 || say "cannot wait for another setup that may be running."; fi
    stamped base "$(base_version)" || make_base
    [ $class = no ] || stamped class "$class_lock" || make_class
    [ $test = no ] || stamped test "$test_lock" || make_test
    torch_settled || make_torch
    tensorflow_settled || make_tensorflow
    [ "$(id -u)" -ne 0 ] || chmod -R a+rX "$environment"
fi
printf '%s\n' "$python"
