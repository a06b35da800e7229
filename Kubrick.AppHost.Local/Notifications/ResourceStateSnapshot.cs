namespace Aspire.Hosting.ApplicationModel;

/// <summary>A state of a resource.</summary>
/// <param name="Text">The state: one of <see cref="KnownResourceStates"/>, or the local runner's own.</param>
/// <param name="Style"><c>success</c>, <c>info</c>, <c>warning</c>, <c>error</c> or null.</param>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    /// <summary>A state without a style.</summary>
    /// <param name="s">The state.</param>
    public static implicit operator ResourceStateSnapshot?(string? s) => s is null ? null : new ResourceStateSnapshot(s, null);
}
