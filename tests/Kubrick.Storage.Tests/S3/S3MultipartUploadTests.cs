using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.S3;

public sealed class S3MultipartUploadTests(S3Provider provider) : MultipartUploadTests(provider), IClassFixture<S3Provider>;
