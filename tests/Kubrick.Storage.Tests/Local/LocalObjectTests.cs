using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Local;

public sealed class LocalObjectTests(LocalProvider provider) : ObjectTests(provider), IClassFixture<LocalProvider>;
