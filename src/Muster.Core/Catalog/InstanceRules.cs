using System.Text;
using Google.Protobuf;
using Muster.Protocol;

namespace Muster.Core.Catalog;

/// <summary>What a provider may say of an instance, and the one form in which it is kept.</summary>
internal static class InstanceRules
{
    /// <summary>Null when the registration keeps every rule; else the first fault, in words.</summary>
    public static Error? FaultIn(string service, Instance? instance)
    {
        if (instance is null) return Errors.Invalid($"registration of {Names.Quote(service)}: the instance is missing.");

        var fault = Names.FaultInService(service)
            ?? Names.FaultInInstanceId(instance.Id)
            ?? Names.FaultInPlace("zone", instance.Zone)
            ?? Names.FaultInPlace("unit", instance.Unit)
            ?? FaultInAddresses(instance)
            ?? FaultInWeight(instance)
            ?? FaultInMetadata(instance)
            ?? FaultInSize(instance);
        return fault is null ? null : Errors.Invalid(fault);
    }

    /// <summary>
    /// The encoded form: metadata sorted by key, so that the same words always have the same bytes and a repeated
    /// registration changes nothing. Fields that this version does not know are kept.
    /// </summary>
    public static byte[] Encode(Instance instance)
    {
        if (instance.Metadata.Count > 1)
        {
            var sorted = instance.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
            instance.Metadata.Clear();
            foreach (var (key, value) in sorted) instance.Metadata.Add(key, value);
        }

        return instance.ToByteArray();
    }

    private static string? FaultInAddresses(Instance instance)
    {
        if (instance.Addresses.Count is 0 or > Limits.Addresses)
            return $"instance '{instance.Id}' has {instance.Addresses.Count} addresses: give 1 to {Limits.Addresses}, such as http://10.0.0.7:8080.";

        foreach (var address in instance.Addresses)
        {
            if (address.Length > Limits.Address)
                return $"instance '{instance.Id}': address {Names.Quote(address)} has {address.Length} characters; the limit is {Limits.Address}.";
            if (address.AsSpan().ContainsAnyExceptInRange('!', '~')   // Uri itself trims spaces, consumers may not
                || !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.UserInfo.Length > 0)
                return $"instance '{instance.Id}': address {Names.Quote(address)} is not an absolute URI with a host and without credentials, such as http://10.0.0.7:8080.";
        }

        return null;
    }

    private static string? FaultInWeight(Instance instance) =>
        instance.HasWeight && instance.Weight > Limits.Weight
            ? $"instance '{instance.Id}' has weight {instance.Weight}; use 0 to {Limits.Weight}."
            : null;

    private static string? FaultInMetadata(Instance instance)
    {
        if (instance.Metadata.Count > Limits.MetadataKeys)
            return $"instance '{instance.Id}' has {instance.Metadata.Count} metadata keys; the limit is {Limits.MetadataKeys}.";

        var bytes = 0;
        foreach (var (key, value) in instance.Metadata)
        {
            if (key.Length is 0 or > Limits.MetadataKey)
                return $"instance '{instance.Id}': metadata key {Names.Quote(key)} must have 1 to {Limits.MetadataKey} characters.";
            bytes += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value);
        }

        return bytes > Limits.MetadataBytes
            ? $"instance '{instance.Id}' has {bytes} bytes of metadata; the limit is {Limits.MetadataBytes}."
            : null;
    }

    /// <summary>Only what this version does not know can still be too much: the rest has its own limits.</summary>
    private static string? FaultInSize(Instance instance) =>
        instance.CalculateSize() is > Limits.InstanceBytes and var bytes
            ? $"instance '{instance.Id}' has {bytes} bytes in all; the limit is {Limits.InstanceBytes}."
            : null;
}
