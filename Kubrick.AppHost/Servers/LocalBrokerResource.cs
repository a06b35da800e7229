namespace Kubrick.AppHost.Servers;

/// <summary>RabbitMQ as a local process.</summary>
/// <param name="name">The name of the resource and of its connection string.</param>
/// <param name="command">The script.</param>
/// <param name="workingDirectory">The script's folder.</param>
/// <param name="password">The password of the user <c>guest</c>.</param>
internal sealed class LocalBrokerResource(string name, string command, string workingDirectory, ParameterResource password)
    : LocalServerResource(name, command, workingDirectory), IResourceWithConnectionString
{
    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"amqp://guest:{password:uri}@{Endpoint.Property(EndpointProperty.HostAndPort)}");
}
