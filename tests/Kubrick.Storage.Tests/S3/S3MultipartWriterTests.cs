using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.S3;

public sealed class S3MultipartWriterTests(S3Provider provider) : MultipartWriterTests(provider), IClassFixture<S3Provider>;
