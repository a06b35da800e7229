using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Gcp;

public sealed class GcpMoveTests(GcpProvider provider) : MoveTests(provider), IClassFixture<GcpProvider>;
