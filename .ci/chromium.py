"""Find Chromium for the browser tests, or install it with apt-get where that is allowed; else they skip and say so."""

import os
import shutil
import subprocess

if not shutil.which("chromium"):
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-qy", "chromium"]):
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    print(f"Chromium: {shutil.which('chromium') or 'cannot be installed here, its tests are skipped'}")
