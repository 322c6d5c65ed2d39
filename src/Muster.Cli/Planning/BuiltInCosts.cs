namespace Muster.Cli.Planning;

/// <summary>Coefficients for a first impression: <c>--measure</c> finds those of the operator's own machine.</summary>
/// <remarks>
/// Measured on 2026-11-22 on two cores of an AMD EPYC that other work shared (load about 5), .NET 10, lean frames in cleartext,
/// 1,000 connections, by a fit that took a change to cost what a registration costs and counted no more for a first push.
/// </remarks>
internal static class BuiltInCosts
{
    public static readonly StormCosts Value = new()
    {
        PushMicroseconds = 17.7,
        ByteNanoseconds = 0.58,
        ChangeMicroseconds = 53.3,
        RegistrationMicroseconds = 53.3,
        HeartbeatMicroseconds = 144,
        ConnectMicroseconds = 191,
        IdleMicroseconds = 16_937,
        FixedBytes = 83.3e6,
        ConnectionBytes = 12.6e3,
        SubscriptionBytes = 253,
        InstanceBytes = 349,
        SharedPushMicroseconds = 22.4,
        SharedByteNanoseconds = 0.74,
        Source = "built in",
    };
}
