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
  logic [WIDTH-1:0] served, candidates;

  always_comb begin
    candidates = 'x;
    index = 'x;
    if (wanted != 0) begin
      candidates = (wanted & ~served) != 0 ? wanted & ~served : wanted;
      for (int i = WIDTH - 1; i >= 0; i--) if (candidates[i]) index = INDEX_BITS'(i);
    end
  end

  always_ff @(posedge clk)
    if (rst) served <= 0;
    else if (take) for (int i = 0; i < WIDTH; i++) served[i] <= i <= 32'(index);

  always_ff @(posedge clk) if (!rst && take) assert (wanted != 0);

endmodule
