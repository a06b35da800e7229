using System.Text.Json.Serialization;
using Kubrick.Manifests.Signing;

namespace Kubrick.Manifests;

/// <summary>
/// The JSON of manifests, signatures and keys. Duplicate names are rejected: of two readers, one could see the first value and the other the last. The reader of keys
/// ignores fields that it does not know, as RFC 7517 requires.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 16)]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(FlattenedJws))]
[JsonSerializable(typeof(ProtectedHeader))]
[JsonSerializable(typeof(JsonWebKeySet))]
[JsonSerializable(typeof(JsonWebKey))]
internal sealed partial class ManifestJson : JsonSerializerContext;
