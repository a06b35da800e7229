using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Gcp;

public sealed class GcpSignedUrlTests(GcpProvider provider) : SignedUrlTests(provider), IClassFixture<GcpProvider>;
