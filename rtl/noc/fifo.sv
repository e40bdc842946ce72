//===- fifo.sv - valid/ready queue -----------------------------------------===//
//
// `in_ready` and `out_valid` are functions of registers alone, so that a chain of queues has no combinational loop,
// and an offered word stays as it is until it is taken.
//
//===----------------------------------------------------------------------===//

module fifo #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 2
) (
    input  logic             clk,
    input  logic             rst,
    input  logic             in_valid,
    output logic             in_ready,
    input  logic [WIDTH-1:0] in_data,
    output logic             out_valid,
    input  logic             out_ready,
    output logic [WIDTH-1:0] out_data
);

  localparam int IndexBits = DEPTH > 1 ? $clog2(DEPTH) : 1;
  localparam int CountBits = $clog2(DEPTH + 1);
  // The index behind the last is the first by itself.
  localparam bit Wraps = DEPTH > 1 && (DEPTH & (DEPTH - 1)) == 0;

  logic [WIDTH-1:0] entries[0:DEPTH-1];
  logic [IndexBits-1:0] head, tail;
  logic [CountBits-1:0] count;
  logic push, pop;

  assign in_ready = count != CountBits'(DEPTH);
  assign out_valid = count != 0;
  assign out_data = entries[head];
  assign push = in_valid && in_ready;
  assign pop = out_valid && out_ready;

  always_ff @(posedge clk)
    if (rst) begin
      head <= 0;
      tail <= 0;
      count <= 0;
    end else if (push || pop) begin
      if (push) tail <= !Wraps && tail == IndexBits'(DEPTH - 1) ? 0 : tail + 1;
      if (pop) head <= !Wraps && head == IndexBits'(DEPTH - 1) ? 0 : head + 1;
      // One more or one less.
      if (push != pop) count <= count + (pop ? {CountBits{1'b1}} : 1);
    end

  always_ff @(posedge clk) if (push) entries[tail] <= in_data;

  always_ff @(posedge clk) if (!rst) assert (32'(count) <= DEPTH);

endmodule
