using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.S3;

public sealed class S3UploadTests(S3Provider provider) : UploadTests(provider), IClassFixture<S3Provider>;
