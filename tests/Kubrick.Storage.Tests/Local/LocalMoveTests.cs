using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Local;

public sealed class LocalMoveTests(LocalProvider provider) : MoveTests(provider), IClassFixture<LocalProvider>;
