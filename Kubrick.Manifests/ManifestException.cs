namespace Kubrick.Manifests;

/// <summary>A manifest or a key cannot be used.</summary>
/// <param name="message">What is wrong, one sentence for people.</param>
/// <param name="inner">The cause; null for none.</param>
public sealed class ManifestException(string message, Exception? inner = null) : Exception(message, inner);
