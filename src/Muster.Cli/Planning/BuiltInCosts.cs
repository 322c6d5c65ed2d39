namespace Muster.Cli.Planning;

/// <summary>Coefficients for a first impression: <c>--measure</c> finds those of the operator's own machine.</summary>
/// <remarks>
/// What <c>muster plan --measure</c> found on 2026-11-22, the middle of three, on two cores of an AMD EPYC that other work shared, .NET 10,
/// lean frames in cleartext, 10,000 consumers.
/// </remarks>
internal static class BuiltInCosts
{
    public static readonly StormCosts Value = new()
    {
        PushMicroseconds = 13.8,
        ByteNanoseconds = 0.061,
        ChangeMicroseconds = 46,
        RegistrationMicroseconds = 81,
        HeartbeatMicroseconds = 44,
        ConnectMicroseconds = 170,
        IdleMicroseconds = 8_675,
        FixedBytes = 88.4e6,
        ConnectionBytes = 4.5e3,
        SubscriptionBytes = 353,
        InstanceBytes = 280,
        SharedPushMicroseconds = 14.6,
        SharedByteNanoseconds = 0.24,
        Source = "built in",
    };
}
