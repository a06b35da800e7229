using Kubrick.AppHost.Local;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Runs an AppHost in a test: its own entry point, up to Build. Each application has a data folder of its own, which goes when it
/// stops, so that tests run beside one another; resources' lines are not shown.
/// </summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Begins an application without an AppHost; the test describes it.</summary>
    /// <param name="args">The command line arguments; they become configuration.</param>
    /// <returns>The description.</returns>
    public static IDistributedApplicationTestingBuilder Create(params string[] args)
    {
        var builder = new DistributedApplicationBuilder(new DistributedApplicationOptions { Args = args }, isTest: true);
        return new TestingBuilder(builder, _ => Task.FromResult(builder.Build()), static () => { });
    }

    /// <summary>Runs an AppHost's entry point up to Build.</summary>
    /// <typeparam name="TEntryPoint">A type of the AppHost's assembly: <c>Projects.Name_Of_AppHost</c>.</typeparam>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The description, for the test to change and build.</returns>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>([], cancellationToken);

    /// <summary>Runs an AppHost's entry point up to Build.</summary>
    /// <typeparam name="TEntryPoint">A type of the AppHost's assembly: <c>Projects.Name_Of_AppHost</c>.</typeparam>
    /// <param name="args">The command line arguments.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The description, for the test to change and build.</returns>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync(typeof(TEntryPoint), args, cancellationToken);

    /// <summary>Runs an AppHost's entry point up to Build.</summary>
    /// <param name="entryPoint">A type of the AppHost's assembly.</param>
    /// <param name="args">The command line arguments.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The description, for the test to change and build.</returns>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, string[] args, CancellationToken cancellationToken = default) =>
        CreateAsync(entryPoint, args, static (_, _) => { }, cancellationToken);

    /// <summary>Runs an AppHost's entry point up to Build.</summary>
    /// <param name="entryPoint">A type of the AppHost's assembly.</param>
    /// <param name="args">The command line arguments.</param>
    /// <param name="configureBuilder">Changes the options before the description begins.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The description, for the test to change and build.</returns>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint,
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder,
        CancellationToken cancellationToken = default)
    {
        var interceptor = new EntryPointInterceptor(entryPoint.Assembly, args, configureBuilder);
        try
        {
            var builder = await interceptor.RunToBuildAsync(cancellationToken).ConfigureAwait(false);
            return new TestingBuilder(builder, interceptor.BuildAsync, interceptor.Abandon);
        }
        catch
        {
            interceptor.Abandon();
            throw;
        }
    }
}
