using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Local;

public sealed class LocalSignedUrlTests(LocalProvider provider) : SignedUrlTests(provider), IClassFixture<LocalProvider>;
