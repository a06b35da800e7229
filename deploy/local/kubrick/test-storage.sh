# shellcheck shell=bash
# ./kubrick test storage --provider: runs the storage's conformance tests against a bucket elsewhere.

conformance_usage() {
  cat <<'TEXT'
Usage: ./kubrick test storage --provider gcp --bucket NAME [--prefix PREFIX] [--endpoint URL]
       ./kubrick test storage --provider s3 --bucket NAME [--region REGION] [--prefix PREFIX] [--endpoint URL]

Runs the tests that every storage provider must pass against an existing bucket, with the services' permissions
(docs/storage-setup.md). Needs network. Everything is stored below PREFIX, and removed at the end.

  --provider PROVIDER  gcp or s3
  --bucket NAME        the bucket; ./kubrick storage init creates one
  --prefix PREFIX      where to store (default: kubrick-conformance)
  --region REGION      the region of an S3 bucket (default: $AWS_REGION)
  --endpoint URL       another server than Google's or Amazon's

Credentials come from the environment: GOOGLE_APPLICATION_CREDENTIALS, a login with gcloud or a workload identity; for S3
AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile or a role.

Exit codes: 0 all passed, 1 something failed, 64 wrong arguments, 69 a requirement is missing.
TEXT
}

conformance_main() {
  local provider='' bucket='' prefix='' region=${AWS_REGION-} endpoint='' suite=Kubrick.Storage.Tests project name class classes=() chosen=()
  while (($#)); do
    case $1 in
      --provider) provider=${2-}; shift 2 || fail 64 "--provider needs a value." ;;
      --bucket) bucket=${2-}; shift 2 || fail 64 "--bucket needs a value." ;;
      --prefix) prefix=${2-}; shift 2 || fail 64 "--prefix needs a value." ;;
      --region) region=${2-}; shift 2 || fail 64 "--region needs a value." ;;
      --endpoint) endpoint=${2-}; shift 2 || fail 64 "--endpoint needs a value." ;;
      -h | --help) conformance_usage; exit 0 ;;
      *) fail 64 "Unknown argument '$1'. See ./kubrick test storage --help." ;;
    esac
  done
  case $provider in
    gcp) need_google_credentials; name=Gcp classes=(Object SignedUrl Upload SerialUpload MultipartWriter) ;;
    s3) need_aws_credentials "$region"; name=S3 classes=(Object SignedUrl Upload MultipartUpload MultipartWriter) ;;
    '') fail 64 "--provider is missing: gcp or s3. See ./kubrick test storage --help." ;;
    *) fail 64 "Unknown provider '$provider': gcp or s3. See ./kubrick test storage --help." ;;
  esac
  [[ -n $bucket ]] || fail 64 "--bucket is missing: the name of an existing bucket. See ./kubrick test storage --help."
  dotnet_version >/dev/null || fail 69 "The .NET SDK 10 is missing: install it, see the README."

  project=$root/tests/$suite
  step "Building the tests" env DOTNET_TieredPGO=0 dotnet build "$project" --nologo -v quiet "${private_build[@]}" -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false
  end_leftovers
  export KUBRICK_CONFORMANCE_PROVIDER=$provider KUBRICK_CONFORMANCE_BUCKET=$bucket KUBRICK_CONFORMANCE_PREFIX=$prefix
  export KUBRICK_CONFORMANCE_REGION=$region KUBRICK_CONFORMANCE_ENDPOINT=$endpoint
  check_bucket "$project/bin/Debug/net10.0/$suite.dll" "$suite.$name.${name}ObjectTests.A_missing_object_is_null"
  for class in "${classes[@]}"; do chosen+=(-class "$suite.$name.$name${class}Tests"); done
  exec dotnet exec "$project/bin/Debug/net10.0/$suite.dll" -noColor "${chosen[@]}"
}

# One test first: if the bucket cannot be used, all would fail for the same reason.
check_bucket() { # assembly, test
  local output
  output=$(dotnet exec "$1" -noColor -method "$2" 2>&1) ||
    fail 1 "The bucket cannot be used: $(sed -nE 's/^.*(StorageException|OptionsValidationException) : //p' <<<"$output" | head -1)"
}

need_google_credentials() {
  local file=${GOOGLE_APPLICATION_CREDENTIALS-}
  if [[ -n $file ]]; then
    [[ -r $file ]] || fail 69 "GOOGLE_APPLICATION_CREDENTIALS names a file that cannot be read: $file"
  elif [[ ! -r ${CLOUDSDK_CONFIG:-$HOME/.config/gcloud}/application_default_credentials.json ]] && ! on_google; then
    fail 69 "There are no Google credentials: set GOOGLE_APPLICATION_CREDENTIALS to a file, or run 'gcloud auth application-default login'."
  fi
}

# Whether this machine has Google's metadata server, which issues the credentials of its workload identity. Other clouds have one at the same address.
on_google() {
  local host=${GCE_METADATA_HOST:-169.254.169.254}
  # shellcheck disable=SC2016
  timeout 2 bash -c 'exec 3<>"/dev/tcp/$0/$1" && printf "GET / HTTP/1.0\r\nMetadata-Flavor: Google\r\n\r\n" >&3 && grep -qi "^Metadata-Flavor: Google" <&3' \
    "${host%:*}" "$([[ $host == *:* ]] && printf '%s' "${host##*:}" || printf 80)" 2>/dev/null
}

need_aws_credentials() { # region
  [[ -n $1 ]] || fail 64 "--region is missing, and AWS_REGION is not set."
  [[ -n ${AWS_ACCESS_KEY_ID-} && -n ${AWS_SECRET_ACCESS_KEY-} ]] || [[ -n ${AWS_PROFILE-}${AWS_ROLE_ARN-}${AWS_CONTAINER_CREDENTIALS_RELATIVE_URI-}${AWS_CONTAINER_CREDENTIALS_FULL_URI-} ]] ||
    [[ -r ${AWS_SHARED_CREDENTIALS_FILE:-$HOME/.aws/credentials} ]] ||
    fail 69 "There are no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile."
}
