using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Gcp;

public sealed class GcpObjectTests(GcpProvider provider) : ObjectTests(provider), IClassFixture<GcpProvider>;
