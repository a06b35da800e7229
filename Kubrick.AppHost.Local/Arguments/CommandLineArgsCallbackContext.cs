namespace Aspire.Hosting.ApplicationModel;

/// <summary>Collects the command line arguments of a resource, each time one of its processes is started.</summary>
/// <param name="args">The arguments so far: texts, or values that are known later (<see cref="IValueProvider"/>).</param>
/// <param name="resource">The resource.</param>
/// <param name="cancellationToken">Ends the start.</param>
public sealed class CommandLineArgsCallbackContext(IList<object> args, IResource resource, CancellationToken cancellationToken = default)
{
    /// <summary>The arguments.</summary>
    public IList<object> Args { get; } = args;

    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Ends the start.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}
