namespace Kubrick.Storage;

/// <summary>
/// Creates the bucket and configures it as <c>docs/storage-setup.md</c> requires. For an operator with permissions that services do not need; not
/// registered with the provider <c>local</c>.
/// </summary>
public interface IBucketSetup
{
    /// <summary>The steps in their order. Each may be repeated, and keeps rules of others.</summary>
    IReadOnlyList<BucketSetupStep> Steps { get; }
}

/// <summary>One step of the setup of a bucket.</summary>
/// <param name="Description">What it does, in the imperative, without a full stop.</param>
/// <param name="RunAsync">Does it; throws <see cref="StorageException"/> if the storage refuses or cannot be reached.</param>
public sealed record BucketSetupStep(string Description, Func<CancellationToken, Task> RunAsync);
