#!/usr/bin/env bash
# Makes sure that the browser's tests have a Chromium: one that is already there, else Debian's package where apt may install
# it, else Playwright's own. Usage: tests/browser/install.sh PLAYWRIGHT
set -euo pipefail
playwright=${1:?usage: install.sh PLAYWRIGHT}

for name in chromium chromium-browser google-chrome; do
    if path=$(command -v "$name"); then
        echo "browser: $path"
        exit
    fi
done

root=()
if [[ $(id -u) -ne 0 ]]; then
    root=(sudo -n)
fi
if command -v apt-get >/dev/null && "${root[@]}" true 2>/dev/null; then
    echo "browser: installing chromium and a Chinese font with apt"
    log=$(mktemp)
    if "${root[@]}" apt-get update -qq >"$log" 2>&1 &&
        "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >>"$log" 2>&1; then
        rm -f "$log"
        exit
    fi
    echo "browser: apt could not: $(tail -n 1 "$log")"
    rm -f "$log"
fi

echo "browser: installing Playwright's Chromium"
exec "$playwright" install --only-shell chromium
