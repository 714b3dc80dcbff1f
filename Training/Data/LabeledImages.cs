namespace JointQP.Training.Data;

/// <summary>Images of one size, each with its class. Shared by whoever loaded them: the arrays are read, never written.</summary>
/// <param name="Pixels">Brightness 0 to 255, <c>Count x Height x Width</c>, row by row.</param>
/// <param name="Labels">The class of each image, from 0; <c>Count</c> of them.</param>
/// <param name="Count">Images.</param>
/// <param name="Height">Rows of an image.</param>
/// <param name="Width">Columns of an image.</param>
public sealed record LabeledImages(byte[] Pixels, byte[] Labels, int Count, int Height, int Width);
