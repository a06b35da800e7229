using System.ComponentModel.DataAnnotations;

namespace Kubrick.ServiceDefaults.Messaging;

/// <summary>Where the broker is.</summary>
internal sealed class RabbitMqSettings : IValidatableObject
{
    public string ConnectionString { get; set; } = "";

    public string ConnectionName { get; set; } = "";

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
