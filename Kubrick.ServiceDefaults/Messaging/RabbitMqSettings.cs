using System.ComponentModel.DataAnnotations;

namespace Kubrick.ServiceDefaults.Messaging;

/// <summary>The broker's address.</summary>
public sealed class RabbitMqSettings : IValidatableObject
{
    /// <summary>The broker's address, an <c>amqp</c> or <c>amqps</c> URI.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The name of the connection string, for messages.</summary>
    public string ConnectionName { get; set; } = "";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(ConnectionString, UriKind.Absolute, out var address) || address.Scheme is not ("amqp" or "amqps"))
        {
            // The value itself may hold a password.
            yield return new ValidationResult(
                $"ConnectionStrings__{ConnectionName} is {(ConnectionString.Length == 0 ? "not set" : "no RabbitMQ address")}; it is the broker's address, such as amqp://user:password@host:5672.");
        }
    }
}
