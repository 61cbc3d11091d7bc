"""Performance monitoring (绩效运行监控): reports, lights, warnings, rectification."""
