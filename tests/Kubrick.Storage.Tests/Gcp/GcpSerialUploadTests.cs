using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Gcp;

public sealed class GcpSerialUploadTests(GcpProvider provider) : SerialUploadTests(provider), IClassFixture<GcpProvider>;
