#!/usr/bin/env python3
"""Makes a FROM-scratch image tar (docker-archive, one layer) out of files and directories.

The same inputs give the same bytes: entries are sorted and carry no times and no owners of this machine.
A directory keeps its symbolic links; a file named on the command line is followed to what it points at.
"""
import argparse
import hashlib
import io
import json
import os
import platform
import re
import subprocess
import sys
import tarfile
import tempfile

NONROOT = 65532
CA_BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
BASE_FILES = {
    "etc/passwd": f"root:x:0:0:root:/:/sbin/nologin\nnonroot:x:{NONROOT}:{NONROOT}:nonroot:/tmp:/sbin/nologin\n",
    "etc/group": f"root:x:0:\nnonroot:x:{NONROOT}:\n",
    "etc/nsswitch.conf": "hosts: files dns\n",
}
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def parse_arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("name", metavar="NAME:TAG", help="use localhost/NAME:TAG, so that nothing tries to pull it")
    p.add_argument("--also", action="append", default=[], metavar="NAME:TAG", help="another name of the same image")
    p.add_argument("out", metavar="OUT.tar")
    p.add_argument("files", nargs="+", metavar="SRC=/DST")
    p.add_argument("--entry", action="append", required=True, metavar="ARG", help="entrypoint; repeat for arguments")
    p.add_argument("--cmd", action="append", default=[], metavar="ARG", help="arguments that a pod's args: replaces")
    p.add_argument("--user", default="", metavar="UID[:GID]", help="numeric, or runAsNonRoot cannot be checked")
    p.add_argument("--env", action="append", default=[], metavar="K=V")
    p.add_argument("--expose", action="append", default=[], metavar="PORT")
    p.add_argument("--workdir", default="/")
    p.add_argument("--writable", action="append", default=[], metavar="/DIR", help="a folder into which any user may write")
    p.add_argument("--libs", action="store_true", help="add the shared libraries that ldd names for every program")
    p.add_argument("--base", action="store_true", help="add CA certificates, nsswitch.conf and a passwd with nonroot")
    return p.parse_args()


def is_elf(path):
    with open(path, "rb") as f:
        return f.read(4) == b"\x7fELF"


def libraries(path, must_resolve):
    """The libraries (and the loader) that a dynamically linked program or addon needs, as paths of this machine."""
    ldd = subprocess.run(["ldd", path], capture_output=True, text=True)
    missing = re.findall(r"^\s*(\S+) => not found", ldd.stdout, re.M)
    if missing and must_resolve:
        sys.exit(f"{path} needs {', '.join(missing)}, which this machine does not have")
    if missing:
        # Packages ship addons for other C libraries side by side; only the one for glibc is ever loaded.
        print(f"warning: {path} needs {', '.join(missing)}: left out", file=sys.stderr)
    return re.findall(r"^\s*(?:\S+ => )?(/\S+) \(0x", ldd.stdout, re.M)


class Rootfs:
    def __init__(self):
        self.entries = {}

    def add(self, dst, kind, mode, source=b""):
        """source: the bytes, the path of a file to read later, or a link's target."""
        dst = dst.strip("/")
        parts = dst.split("/")
        for i in range(1, len(parts)):
            self.entries.setdefault("/".join(parts[:i]), (tarfile.DIRTYPE, 0o755, b""))
        if dst and not (kind == tarfile.DIRTYPE and dst in self.entries):
            self.entries[dst] = (kind, mode, source)

    def add_file(self, src, dst):
        self.add(dst, tarfile.REGTYPE, 0o755 if os.access(src, os.X_OK) else 0o644, os.path.realpath(src))

    def add_tree(self, src, dst):
        self.add(dst, tarfile.DIRTYPE, 0o755)
        for folder, folders, files in os.walk(src):
            for name in folders + files:
                path = os.path.join(folder, name)
                target = os.path.join(dst, os.path.relpath(path, src))
                if os.path.islink(path):
                    self.add(target, tarfile.SYMTYPE, 0o777, os.readlink(path))
                elif os.path.isdir(path):
                    self.add(target, tarfile.DIRTYPE, 0o755)
                elif os.path.isfile(path):
                    self.add_file(path, target)

    def add_libraries(self):
        for kind, _, source in list(self.entries.values()):
            if kind == tarfile.REGTYPE and isinstance(source, str) and is_elf(source):
                must_resolve = os.access(source, os.X_OK) and "/node_modules/" not in source
                for library in libraries(source, must_resolve):
                    self.add_file(library, library)

    def write(self, out):
        with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for dst in sorted(self.entries):
                kind, mode, source = self.entries[dst]
                info = tarfile.TarInfo(dst)
                info.type, info.mode = kind, mode
                if kind == tarfile.SYMTYPE:
                    info.linkname = source
                    tar.addfile(info)
                elif kind == tarfile.REGTYPE and isinstance(source, str):
                    info.size = os.path.getsize(source)
                    with open(source, "rb") as f:
                        tar.addfile(info, f)
                else:
                    info.size = len(source)
                    tar.addfile(info, io.BytesIO(source))


def sha256(f):
    digest = hashlib.sha256()
    f.seek(0)
    while block := f.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def add_bytes(tar, name, data):
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


def main():
    a = parse_arguments()
    rootfs = Rootfs()
    for folder in ["/tmp", *a.writable]:
        rootfs.add(folder, tarfile.DIRTYPE, 0o1777)
    if a.base:  # before the caller's files, which may replace these
        for path, text in BASE_FILES.items():
            rootfs.add(path, tarfile.REGTYPE, 0o644, text.encode())
        rootfs.add_file(CA_BUNDLE, CA_BUNDLE)
    for f in a.files:
        src, separator, dst = f.partition("=")
        if not separator or not dst.startswith("/"):
            sys.exit(f"'{f}': expected SRC=/DST with an absolute DST")
        if not os.path.exists(src):
            sys.exit(f"'{f}': {src} does not exist")
        (rootfs.add_tree if os.path.isdir(src) else rootfs.add_file)(src, dst)
    if a.libs:
        rootfs.add_libraries()

    folder = os.path.dirname(os.path.abspath(a.out))
    with tempfile.TemporaryFile(dir=folder) as layer:
        rootfs.write(layer)
        size = layer.tell()
        layer_id = sha256(layer)
        config = {"Entrypoint": a.entry, "Env": ["PATH=/bin:/"] + a.env, "WorkingDir": a.workdir}
        if a.cmd:
            config["Cmd"] = a.cmd
        if a.user:
            config["User"] = a.user
        if a.expose:
            config["ExposedPorts"] = {f"{port}/tcp": {} for port in a.expose}
        document = json.dumps({
            "architecture": ARCHITECTURES[platform.machine()], "os": "linux", "created": "1970-01-01T00:00:00Z",
            "config": config, "rootfs": {"type": "layers", "diff_ids": ["sha256:" + layer_id]},
            "history": [{"created": "1970-01-01T00:00:00Z", "created_by": "image.py"}],
        }, sort_keys=True).encode()
        image_id = hashlib.sha256(document).hexdigest()
        manifest = [{"Config": image_id + ".json", "RepoTags": [a.name, *a.also], "Layers": [layer_id + "/layer.tar"]}]
        # Renamed at the end: a reader never sees half an image.
        with tarfile.open(a.out + ".new", "w") as tar:
            add_bytes(tar, image_id + ".json", document)
            layer.seek(0)
            info = tarfile.TarInfo(layer_id + "/layer.tar")
            info.size = size
            tar.addfile(info, layer)
            add_bytes(tar, "manifest.json", json.dumps(manifest).encode())
        os.replace(a.out + ".new", a.out)
    print(f"{a.name} sha256:{image_id} {size / 2**20:.1f} MiB -> {a.out}")


if __name__ == "__main__":
    main()
