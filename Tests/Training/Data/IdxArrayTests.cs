using System.Buffers.Binary;
using CsCheck;
using JointQP.Training.Data;

namespace JointQP.Tests.Training.Data;

public sealed class IdxArrayTests
{
    private static byte[] Write(int[] dimensions, byte[] values)
    {
        byte[] content = [0, 0, 8, (byte)dimensions.Length, .. new byte[4 * dimensions.Length], .. values];
        for (int i = 0; i < dimensions.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(4 + 4 * i), dimensions[i]);
        return content;
    }

    [Fact]
    public void Parse_WhatWasWritten_IsReadBack() =>
        Gen.Int[0, 7].Array[1, 4].SelectMany(dimensions => Gen.Byte.Array[dimensions.Aggregate(1, (a, b) => a * b)].Select(values => (dimensions, values)))
            .Sample((dimensions, values) =>
            {
                var array = IdxArray.Parse(Write(dimensions, values));
                return array.Dimensions.SequenceEqual(dimensions) && array.Values.SequenceEqual(values);
            });

    [Fact]
    public void Parse_CutOrLengthened_Throws()
    {
        byte[] content = Write([3, 2], [1, 2, 3, 4, 5, 6]);

        for (int length = 0; length < content.Length; length++)
            Assert.Throws<FormatException>(() => IdxArray.Parse(content.AsSpan(0, length)));
        Assert.Throws<FormatException>(() => IdxArray.Parse([.. content, 7]));
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 8, 1, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 9, 1, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 8, 0 })]
    [InlineData(new byte[] { 0, 0, 8, 1, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0, 0, 8, 3, 0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff })]
    public void Parse_NoArrayOfBytes_Throws(byte[] content) => Assert.Throws<FormatException>(() => IdxArray.Parse(content));

    [Fact]
    public void Parse_AnyBytes_ParsesOrThrowsFormatException() =>
        Gen.Byte[0, 9].Array[0, 40].Sample(content =>
        {
            try
            {
                var array = IdxArray.Parse(content);
                return array.Values.Length == array.Dimensions.Aggregate(1L, (a, b) => a * b);
            }
            catch (FormatException)
            {
                return true;
            }
        });
}
