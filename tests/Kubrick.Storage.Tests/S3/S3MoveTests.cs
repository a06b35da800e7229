using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.S3;

public sealed class S3MoveTests(S3Provider provider) : MoveTests(provider), IClassFixture<S3Provider>;
