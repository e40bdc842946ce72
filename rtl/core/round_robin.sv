//===- round_robin.sv - picks one of several, in turn ------------------------===//
//
// The first wanted bit behind the one taken last, else the first wanted bit.
//
//===----------------------------------------------------------------------===//

module round_robin #(
    parameter int WIDTH = 8,
    parameter int INDEX_BITS = 3
) (
    input  logic                  clk,
    input  logic                  rst,
    input  logic [     WIDTH-1:0] wanted,
    input  logic                  take,
    output logic [INDEX_BITS-1:0] index
);

  // The last one taken and all below it.
  logic [WIDTH-1:0] served, behind, chosen;

  always_comb begin
    behind = 0;
    chosen = 0;
    if (wanted != 0) begin
      behind = wanted & ~served;
      chosen = behind != 0 ? behind & -behind : wanted & -wanted;
    end
  end

  // Bit b of the index of a one-hot vector is the OR of the bits whose number has bit b.
  function automatic logic [WIDTH-1:0] numbers_with(input int bit_number);
    numbers_with = 0;
    for (int i = 0; i < WIDTH; i++) numbers_with[i] = ((i >> bit_number) & 1) == 1;
  endfunction

  for (genvar b = 0; b < INDEX_BITS; b++) begin : g_index
    localparam logic [WIDTH-1:0] Mask = numbers_with(b);
    assign index[b] = (chosen & Mask) != 0;
  end

  always_ff @(posedge clk)
    if (rst) served <= 0;
    else if (take) served <= chosen | (chosen - 1);

  always_ff @(posedge clk) if (!rst && take) assert (wanted != 0);

endmodule
