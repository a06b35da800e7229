using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.S3;

public sealed class S3ObjectTests(S3Provider provider) : ObjectTests(provider), IClassFixture<S3Provider>;
