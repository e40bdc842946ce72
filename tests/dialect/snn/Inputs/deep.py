"""Prints a network of so many layers in a row, the last one first."""
import sys

count = int(sys.argv[1])
print("snn.network @deep(%x0: tensor<2xf32>) -> tensor<2xf32> {")
for i in range(count, 0, -1):
    print(f"  %x{i} = snn.identity %x{i - 1} : tensor<2xf32> -> tensor<2xf32>")
print(f"  snn.output %x{count} : tensor<2xf32>")
print("}")
