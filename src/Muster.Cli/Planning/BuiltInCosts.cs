namespace Muster.Cli.Planning;

/// <summary>Coefficients for a first impression: <c>--measure</c> finds those of the operator's own machine.</summary>
/// <remarks>
/// What <c>muster plan --measure --connections 5000</c> found on 2026-11-22 on two cores of an AMD EPYC that other work shared, .NET 10,
/// lean frames in cleartext.
/// </remarks>
internal static class BuiltInCosts
{
    public static readonly StormCosts Value = new()
    {
        PushMicroseconds = 9.8,
        ByteNanoseconds = 0.044,
        ChangeMicroseconds = 30,
        RegistrationMicroseconds = 70,
        HeartbeatMicroseconds = 43.3,
        ConnectMicroseconds = 231,
        IdleMicroseconds = 5_138,
        FixedBytes = 88.3e6,
        ConnectionBytes = 4.8e3,
        SubscriptionBytes = 236,
        InstanceBytes = 250,
        SharedPushMicroseconds = 14.9,
        SharedByteNanoseconds = 0.31,
        Source = "built in",
    };
}
