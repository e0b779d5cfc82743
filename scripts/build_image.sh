#!/usr/bin/env bash
# Builds the image of one component with docker, and refuses one whose version label is not the version of the component's
# package.json. Prints the image's name, id and version label.
#
# Environment: IMAGE_REPOSITORY (default canary-release) is the image's name but for the component; NODE_IMAGE, where it is
# set, is the base image in place of the Dockerfile's, such as node@sha256:… . On GitHub the label `source` is the repository.
#
# Exit codes: 0 built, 1 not built or the versions differ, 2 wrong usage.
set -euo pipefail
USAGE="usage: scripts/build_image.sh <automation-service|ai-pipeline|frontend> [tag] [--save <file>]
  tag            default: the version in the component's package.json
  --save <file>  also write the image there, as a tar for docker load"
# shellcheck source=scripts/images.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/images.sh"

words=()
file=''
while [ $# -gt 0 ]; do
  case $1 in
  --save)
    [ -n "${2-}" ] || usage_error '--save needs a file'
    file=$2
    shift
    ;;
  -*) usage_error "option $1 is not known" ;;
  *) words+=("$1") ;;
  esac
  shift
done
[ ${#words[@]} -ge 1 ] || usage_error 'which component?'
[ ${#words[@]} -le 2 ] || usage_error "'${words[2]}' is one argument too many"
component=${words[0]}
is_component "$component" || usage_error "component is '$component'; allowed: ${COMPONENTS[*]}"
version=$(version_of "$component")
tag=${words[1]-$version}
assert_tag "$tag"
image=$(image_of "$component" "$tag")

# Without tags a commit is its hash; `-dirty` says that the working tree had changes which no commit has.
commit=$(git -C "$root" describe --always --dirty --abbrev=40 --exclude '*' 2>/dev/null || echo unknown)
arguments=(--build-arg "VERSION=$version" --build-arg "GIT_COMMIT=$commit")
[ -z "${GITHUB_REPOSITORY-}" ] || arguments+=(--build-arg "SOURCE=${GITHUB_SERVER_URL:-https://github.com}/$GITHUB_REPOSITORY")
[ -z "${NODE_IMAGE-}" ] || arguments+=(--build-arg "NODE_IMAGE=$NODE_IMAGE")
docker build --file "$root/services/$component/Dockerfile" --tag "$image" "${arguments[@]}" "$root"

look() { docker image inspect --format "$1" "$image"; }
id=$(look '{{.Id}}')
label=$(look '{{index .Config.Labels "org.opencontainers.image.version"}}')
say "image $image"
say "id $id"
say "version $label"
if [ "$label" != "$version" ]; then
  complain "the label org.opencontainers.image.version of $image is '$label', but services/$component/package.json has" \
    "'$version'; the Dockerfile must take the label from its build argument VERSION"
  exit 1
fi
if [ -n "$file" ]; then
  docker save --output "$file" "$image"
  say "saved $file"
fi
