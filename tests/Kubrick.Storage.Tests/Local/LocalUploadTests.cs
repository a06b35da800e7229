using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Local;

public sealed class LocalUploadTests(LocalProvider provider) : UploadTests(provider), IClassFixture<LocalProvider>;
