using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.S3;

public sealed class S3SignedUrlTests(S3Provider provider) : SignedUrlTests(provider), IClassFixture<S3Provider>;
